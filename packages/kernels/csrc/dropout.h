// Dropout with the random words of packages/random: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, section 3.3).
#include "vec.h"

// The four words of the block at a counter of four words, under a key of two.
static void philox(uint32_t *c, uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    uint64_t product0 = (uint64_t)0xd2511f53 * c[0], product1 = (uint64_t)0xcd9e8d57 * c[2];
    c[0] = (uint32_t)(product1 >> 32) ^ c[1] ^ key0;
    c[2] = (uint32_t)(product0 >> 32) ^ c[3] ^ key1;
    c[1] = (uint32_t)product1, c[3] = (uint32_t)product0;
    key0 += 0x9e3779b9, key1 += 0xbb67ae85;
  }
}

// out[i] = x[i] / (1 - probability), or 0 where word[counter + i] >> 8 is below probability 2^24. `out` may be `x`.
EXPORT void dropout(size_t n, const float *x, double probability, uint32_t key0, uint32_t key1, uint32_t stream0,
                    uint32_t stream1, double counter, float *out) {
  double edge = probability * 0x1p24;
  float scale = (float)(1 / (1 - probability));
  uint64_t next = (uint64_t)counter;
  uint32_t words[4];
  for (size_t i = 0; i < n; i++, next++) {
    if (i == 0 || next % 4 == 0) {
      uint64_t block = next / 4;
      words[0] = (uint32_t)block, words[1] = (uint32_t)(block >> 32), words[2] = stream0, words[3] = stream1;
      philox(words, key0, key1);
    }
    out[i] = words[next % 4] >> 8 < edge ? 0 : x[i] * scale;
  }
}
