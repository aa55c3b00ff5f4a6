// The module `extra`: what few programs need, of inference, with its derivatives.
#include "elementwise-extra.h"
#include "axis.h"
#include "layer-norm.h"
