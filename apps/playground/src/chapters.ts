import type { ComponentType } from "preact";
import { LanguageModels } from "./language-models/chapter.tsx";
import { Unrolling } from "./unrolling/chapter.tsx";
import { VanishingGradients } from "./vanishing-gradients/chapter.tsx";
import { WindowModel } from "./window-model/chapter.tsx";

/** A chapter of the playground. */
export interface Chapter {
  /** Its name in addresses. */
  slug: string;
  title: string;
  /** Its parts that can be linked to: ids of elements on its page, and their titles. */
  sections: readonly { id: string; title: string }[];
  page: ComponentType;
}

/** Every chapter there is, in the order of the lectures. A new chapter needs one entry here and nothing else. */
export const chapters: readonly Chapter[] = [
  {
    slug: "language-models",
    title: "Language models",
    sections: [
      { id: "training", title: "Training" },
      { id: "writing", title: "Your turn" },
      { id: "numbers", title: "The numbers" },
      { id: "inside", title: "Inside" },
    ],
    page: LanguageModels,
  },
  {
    slug: "window-model",
    title: "The window model",
    sections: [
      { id: "training", title: "The embedding as a map" },
      { id: "window", title: "The window" },
      { id: "equations", title: "The equations" },
    ],
    page: WindowModel,
  },
  {
    slug: "unrolling",
    title: "Unrolling",
    sections: [
      { id: "walk", title: "There and back" },
      { id: "sum", title: "The sum of the shares" },
      { id: "equations", title: "The equations" },
    ],
    page: Unrolling,
  },
  {
    slug: "vanishing-gradients",
    title: "Vanishing gradients",
    sections: [
      { id: "chain", title: "A chain of factors" },
      { id: "training", title: "Three networks" },
      { id: "reading", title: "What can be seen" },
      { id: "gates", title: "Why gates help" },
    ],
    page: VanishingGradients,
  },
];
