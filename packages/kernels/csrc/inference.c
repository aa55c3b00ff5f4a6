// The module `inference`: what running a trained model needs.
#include "elementwise-inference.h"
#include "reduce.h"
#include "softmax-inference.h"
#include "matmul.h"
#include "rows-inference.h"
#include "gru-forward.h"
#include "lstm-forward.h"
#include "rnn-forward.h"
