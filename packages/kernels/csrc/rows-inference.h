// out[i] = table[ids[i]]
#include "vec.h"

EXPORT void gather_rows(size_t count, size_t width, const float *table, const int32_t *ids, float *out) {
  for (size_t i = 0; i < count; i++, out += width)
    __builtin_memcpy(out, table + (size_t)ids[i] * width, width * sizeof(float));
}
