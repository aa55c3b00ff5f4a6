// The module `training`: what training adds.
#include "elementwise-training.h"
#include "softmax-training.h"
#include "rows-training.h"
#include "optimizer.h"
#include "gru-backward.h"
#include "gru-reset-before-backward.h"
#include "lstm-backward.h"
#include "rnn-backward.h"
