// The table of parameters that the optimizers walk.
#pragma once
#include "vec.h"

// A row of the table: offsets into the linear memory, and a number of elements.
typedef struct {
  uint32_t parameter, gradient, first_moment, second_moment, size;
} Segment;
