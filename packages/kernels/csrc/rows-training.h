// table[ids[i]] += rows[i], in the order of i
#include "vec.h"

EXPORT void scatter_add_rows(size_t count, size_t width, const int32_t *ids, const float *rows, float *table) {
  for (size_t i = 0; i < count; i++, rows += width) {
    float *to = table + (size_t)ids[i] * width;
    size_t j = 0;
    for (; j + VL <= width; j += VL) store(to + j, load(to + j) + load(rows + j));
    for (; j < width; j++) to[j] += rows[j];
  }
}
