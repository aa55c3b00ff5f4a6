import type { DataFile } from "../data.ts";

/** The trained model. Licence: Apache-2.0. */
export const checkpoint: DataFile = {
  path: "compat-g2p-en/checkpoint20.npz",
  origin: "https://github.com/Kyubyong/g2p, g2p_en/checkpoint20.npz at commit c6439c274c42b9724a7fee1dc07ca6a4c68a0538",
  sha256: "b8af35e4596d8dd5836dfd3fe9b2ba4f97b9c311efe8879544cbcfcbd566d8c6",
};

/** What the model says to 300 words by the origin's own program. */
export const expected: DataFile = {
  path: "compat-g2p-en/expected.json",
  origin: "a run of g2p_en/g2p.py of https://github.com/Kyubyong/g2p over 300 words, and is no public file",
  sha256: "b271fda37cb25e3630c9a973a4f6f0f76be13b0087410f7fb21c06efec26a7e8",
};
