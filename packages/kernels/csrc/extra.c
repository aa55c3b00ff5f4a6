// The module `extra`: what few programs need, of inference and of training.
#include "elementwise-extra.h"
#include "axis.h"
#include "layer-norm.h"
#include "dropout.h"
#include "optimizers-extra.h"
