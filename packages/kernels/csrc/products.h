// Matrix products on packed panels.
//
// C (+)= A B (+ bias). The sum over k runs in blocks of at most KC; inside a block it is one chain of fma from zero, in
// ascending k, and the blocks are added in order. Every tile below does exactly that for every element, whatever the
// numbers of rows and columns: a row's result does not depend, bit for bit, on the rows beside it.
//
//   B panel: NR neighbouring columns, [k][NR], zero-padded. One panel of a block stays in the first-level cache while
//            all rows pass by.
//   A:       rows read where they are when their elements are neighbours; else packed, MR rows interleaved [k][MR].
#pragma once
#include "vec.h"

// Rows of a tile: MR * NV sums, NV vectors of B and one of A fill the registers. Where a product and a sum are two
// instructions there is one more number to hold, and 16 registers are all there are.
#if VL == 16
#define MR 8
#elif defined(__wasm__) && !defined(__wasm_relaxed_simd__)
#define MR 4
#else
#define MR 6
#endif
#define NV 2 // vectors of a tile's row
#define NR (NV * VL)
#define KC 256 // most k of a block
#define MC 120 // rows of A in a block
#define NC 512 // columns of B in a block

// Rows in memory: row i begins at list[i] if there is a list, else at base + i * stride; its elements are `step` apart.
typedef struct {
  const float *base;
  size_t stride;
  const float *const *list;
  size_t step;
} Rows;

// Where a product goes. `bias` may be 0.
typedef struct {
  float *base;
  size_t stride;
  float *const *list;
  const float *bias;
  int accumulate;
} Target;

INLINE const float *row(const Rows *a, size_t i) { return a->list ? a->list[i] : a->base + i * a->stride; }
INLINE float *target_row(const Target *c, size_t i) { return c->list ? c->list[i] : c->base + i * c->stride; }
INLINE Rows rows(const float *base, size_t stride) { return (Rows){base, stride, 0, 1}; }
INLINE Target target(float *base, size_t stride, const float *bias, int accumulate) {
  return (Target){base, stride, 0, bias, accumulate};
}

// The length of the k blocks: as few as possible, all nearly equal, a function of K alone.
INLINE size_t block_length(size_t K) {
  size_t blocks = (K + KC - 1) / KC;
  return blocks ? round_up((K + blocks - 1) / blocks, 4) : 0;
}

// ---- packing

// Panels of columns [j, j + n) and rows [k, k + length) of B, of which `b` lists the rows: `panel` apart, `step` between
// their rows.
NOINLINE void pack_rows(const Rows *b, size_t k, size_t length, size_t j, size_t n, float *to, size_t panel,
                        size_t step) {
  for (size_t column = 0; column < n; column += NR, to += panel) {
    size_t width = min_size(NR, n - column);
    float *out = to;
    for (size_t p = 0; p < length; p++, out += step) {
      const float *source = row(b, k + p) + (j + column) * b->step;
      if (b->step == 1) {
        UNROLL for (size_t v = 0; v < NV; v++)
          store(out + v * VL, load_some(source + v * VL, min_size(VL, width > v * VL ? width - v * VL : 0)));
      } else {
        for (size_t c = 0; c < NR; c++) out[c] = c < width ? source[c * b->step] : 0;
      }
    }
  }
}

#if VL == 4
// Four rows of four as four columns of four.
INLINE void transpose(vf v[4]) {
  vf a = __builtin_shufflevector(v[0], v[1], 0, 4, 1, 5), b = __builtin_shufflevector(v[0], v[1], 2, 6, 3, 7);
  vf c = __builtin_shufflevector(v[2], v[3], 0, 4, 1, 5), d = __builtin_shufflevector(v[2], v[3], 2, 6, 3, 7);
  v[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  v[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  v[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  v[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}
#endif

// The same panels from the transpose: `bt` lists the columns of B.
NOINLINE void pack_columns(const Rows *bt, size_t k, size_t length, size_t j, size_t n, float *out, size_t panel,
                           size_t step) {
  for (size_t column = 0; column < n; column += NR, out += panel) {
    size_t width = min_size(NR, n - column);
    size_t c = 0;
#if VL == 4
    for (; c + 4 <= width && bt->step == 1; c += 4) {
      const float *source[4];
      for (int q = 0; q < 4; q++) source[q] = row(bt, j + column + c + q) + k;
      size_t p = 0;
      for (; p + 4 <= length; p += 4) {
        vf v[4];
        UNROLL for (int q = 0; q < 4; q++) v[q] = load(source[q] + p);
        transpose(v);
        UNROLL for (int q = 0; q < 4; q++) store(out + (p + q) * step + c, v[q]);
      }
      for (; p < length; p++)
        for (int q = 0; q < 4; q++) out[p * step + c + q] = source[q][p];
    }
#endif
    for (; c < width; c++) {
      const float *source = row(bt, j + column + c) + k * bt->step;
      for (size_t p = 0; p < length; p++) out[p * step + c] = source[p * bt->step];
    }
    for (; c < NR; c++)
      for (size_t p = 0; p < length; p++) out[p * step + c] = 0;
  }
}

// Rows [i, i + m) and columns [k, k + length) of A, MR rows interleaved; `at` lists the columns of A, that is the rows
// of its transpose. A few k at a time, so that whole cache lines of the panels are written.
NOINLINE void pack_transposed(const Rows *at, size_t i, size_t m, size_t k, size_t length, float *out) {
  for (size_t p = 0; p < length; p += 4) {
    size_t some = min_size(4, length - p);
    for (size_t tile = 0; tile < m; tile += MR) {
      size_t height = min_size(MR, m - tile);
      float *panel = out + tile * length + p * MR;
      for (size_t q = 0; q < some; q++, panel += MR) {
        const float *source = row(at, k + p + q) + (i + tile) * at->step;
        if (height == MR && at->step == 1 && MR >= VL) {
          UNROLL for (int v = 0; v < MR / VL; v++) store(panel + v * VL, load(source + v * VL));
          if (MR % VL) store(panel + MR - VL, load(source + MR - VL)); // overlaps
        } else {
          for (size_t r = 0; r < MR; r++) panel[r] = r < height ? source[r * at->step] : 0;
        }
      }
    }
  }
}

// ---- tiles

// Adds what a target asks for to n sums of a row; the whole vectors of a tile do the same inline.
NOINLINE void store_tail(const float *sums, size_t n, float *c, const float *bias, int accumulate) {
  for (size_t j = 0; j < n; j++) {
    float y = sums[j];
    if (bias) y += bias[j];
    if (accumulate) y += c[j];
    c[j] = y;
  }
}

// Keeps the sums in the order in which they are written. clang would first load all of a column of A, and V8 would then
// run out of registers and spill the sums.
#if defined(__wasm__)
#define IN_ORDER(x) __asm__ volatile("" : "+r"(x))
#else
#define IN_ORDER(x)
#endif

// Not unrolled over k: V8 does that by itself, and spills when it is done for it.
// A tile of R rows and P panels. The rows begin at a[0..R), A_STEP between their elements; the panels begin at b,
// `panel` apart, B_STEP between their rows. Writes the first n columns of rows [0, m) of c.
typedef void Tile(const float *const *a, const float *b, size_t panel, size_t b_step, size_t length, float *const *c,
                  size_t m, size_t n, const float *bias, int accumulate);

#define TILE(NAME, R, P, A_STEP, B_STEP)                                                                               \
  NOINLINE void NAME(const float *const *a, const float *b, size_t panel, size_t b_step, size_t length,                \
                     float *const *c, size_t m, size_t n, const float *bias, int accumulate) {                         \
    (void)panel, (void)b_step;                                                                                         \
    vf sums[R][P * NV];                                                                                                \
    const float *x[R], *w[P];                                                                                          \
    UNROLL for (int r = 0; r < R; r++) x[r] = a[r];                                                                    \
    UNROLL for (int q = 0; q < P; q++) w[q] = b + (size_t)q * panel;                                                   \
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int v = 0; v < P * NV; v++) sums[r][v] = splat(0);                  \
    for (; length; length--) {                                                                                         \
      vf y[P * NV];                                                                                                    \
      UNROLL for (int v = 0; v < P * NV; v++) y[v] = load(w[v / NV] + v % NV * VL);                                    \
      UNROLL for (int r = 0; r < R; r++) {                                                                             \
        vf e = splat(*x[r]);                                                                                           \
        UNROLL for (int v = 0; v < P * NV; v++) sums[r][v] = fma(e, y[v], sums[r][v]);                                 \
        if (R > 2) UNROLL for (int v = 0; v < P * NV; v++) IN_ORDER(sums[r][v]);                                       \
        x[r] += A_STEP;                                                                                                \
      }                                                                                                                \
      UNROLL for (int q = 0; q < P; q++) w[q] += B_STEP;                                                               \
    }                                                                                                                  \
    UNROLL for (int r = 0; r < R; r++) {                                                                               \
      if ((size_t)r >= m) return;                                                                                      \
      if (n >= P * NR) {                                                                                               \
        UNROLL for (int v = 0; v < P * NV; v++) {                                                                      \
          if (bias) sums[r][v] += load(bias + v * VL);                                                                 \
          if (accumulate) sums[r][v] += load(c[r] + v * VL);                                                           \
          store(c[r] + v * VL, sums[r][v]);                                                                            \
        }                                                                                                              \
      } else {                                                                                                         \
        float tail[P * NR];                                                                                            \
        UNROLL for (int v = 0; v < P * NV; v++) store(tail + v * VL, sums[r][v]);                                      \
        store_tail(tail, n, c[r], bias, accumulate);                                                                   \
      }                                                                                                                \
    }                                                                                                                  \
  }

// Rows where they are; panels packed.
TILE(tile_full, MR, 1, 1, NR)
TILE(tile_1x4, 1, 4, 1, b_step)
TILE(tile_1x1, 1, 1, 1, b_step)
TILE(tile_2x2, 2, 2, 1, b_step)
TILE(tile_2x1, 2, 1, 1, b_step)
TILE(tile_3x1, 3, 1, 1, b_step)
#if MR > 4
TILE(tile_4x1, 4, 1, 1, b_step)
TILE(tile_5x1, 5, 1, 1, b_step)
#endif
#if MR > 6
TILE(tile_6x1, 6, 1, 1, b_step)
TILE(tile_7x1, 7, 1, 1, b_step)
#endif
// Both packed.
TILE(tile_packed, MR, 1, MR, NR)

// Few rows want many columns, or the latency of fma shows: 8 sums at least.
static Tile *const few_rows[MR][2] = {
    {0, 0}, {tile_1x1, tile_1x4}, {tile_2x1, tile_2x2}, {tile_3x1, 0},
#if MR > 4
    {tile_4x1, 0}, {tile_5x1, 0},
#endif
#if MR > 6
    {tile_6x1, 0}, {tile_7x1, 0},
#endif
};
static const size_t few_rows_panels[MR] = {0, 4, 2};

#if VL == 4
// One or two rows times 16 columns of B, of which `bt` has the transpose: blocks of four by four are turned in registers.
#define TURNED_COLUMNS 16
#define TURNED_TILE(NAME, R)                                                                                           \
  NOINLINE void NAME(const float *const *a, const float *bt, size_t stride, size_t length, float *const *c,            \
                     const float *bias, int accumulate) {                                                              \
    vf sums[R][TURNED_COLUMNS / 4];                                                                                    \
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int v = 0; v < TURNED_COLUMNS / 4; v++) sums[r][v] = splat(0);      \
    size_t p = 0;                                                                                                      \
    for (; p + 4 <= length; p += 4) {                                                                                  \
      UNROLL for (int v = 0; v < TURNED_COLUMNS / 4; v++) {                                                            \
        const float *w = bt + 4 * v * stride + p;                                                                      \
        vf column[4] = {load(w), load(w + stride), load(w + 2 * stride), load(w + 3 * stride)};                        \
        transpose(column);                                                                                             \
        UNROLL for (int r = 0; r < R; r++) UNROLL for (int q = 0; q < 4; q++)                                          \
            sums[r][v] = fma(splat(a[r][p + q]), column[q], sums[r][v]);                                               \
      }                                                                                                                \
    }                                                                                                                  \
    for (; p < length; p++) {                                                                                          \
      UNROLL for (int v = 0; v < TURNED_COLUMNS / 4; v++) {                                                            \
        const float *w = bt + 4 * v * stride + p;                                                                      \
        vf column = {w[0], w[stride], w[2 * stride], w[3 * stride]};                                                   \
        UNROLL for (int r = 0; r < R; r++) sums[r][v] = fma(splat(a[r][p]), column, sums[r][v]);                       \
      }                                                                                                                \
    }                                                                                                                  \
    UNROLL for (int r = 0; r < R; r++) UNROLL for (int v = 0; v < TURNED_COLUMNS / 4; v++) {                           \
        if (bias) sums[r][v] += load(bias + 4 * v);                                                                    \
        if (accumulate) sums[r][v] += load(c[r] + 4 * v);                                                              \
        store(c[r] + 4 * v, sums[r][v]);                                                                               \
      }                                                                                                                \
  }
TURNED_TILE(tile_turned_1, 1)
TURNED_TILE(tile_turned_2, 2)

// One or two rows of A times columns [j, j + n) of B, n a multiple of TURNED_COLUMNS.
NOINLINE void product_turned(const Rows *a, size_t m, size_t k, size_t length, const Rows *bt, const Target *c,
                             size_t j, size_t n) {
  const float *x[2] = {row(a, 0) + k, row(a, m - 1) + k};
  for (; n; n -= TURNED_COLUMNS, j += TURNED_COLUMNS) {
    float *y[2] = {target_row(c, 0) + j, target_row(c, m - 1) + j};
    (m == 1 ? tile_turned_1 : tile_turned_2)(x, row(bt, j) + k, bt->stride, length, y, c->bias ? c->bias + j : 0,
                                             c->accumulate);
  }
}
#endif

// The panels of a block of B: `panel` apart, their rows `step` apart. Not packed, they are NR columns of B itself.
typedef struct {
  const float *base;
  size_t panel, step;
} Panels;
INLINE Panels packed_panels(const float *base, size_t length) { return (Panels){base, length * NR, NR}; }

// Fewer than MR rows, from row i of A and C on; n columns of C from column j on.
NOINLINE void product_few(const Rows *a, size_t i, size_t m, size_t k, size_t length, const Panels *b, const Target *c,
                          size_t j, size_t n) {
  const float *x[MR];
  float *y[MR];
  size_t wide = few_rows_panels[m];
  for (size_t r = 0; r < m; r++) x[r] = row(a, i + r) + k;
  for (size_t column = 0; column < n;) {
    int many = wide && n - column > (wide - 1) * NR;
    for (size_t r = 0; r < m; r++) y[r] = target_row(c, i + r) + j + column;
    few_rows[m][many](x, b->base + column / NR * b->panel, b->panel, b->step, length, y, m, n - column,
                      c->bias ? c->bias + j + column : 0, c->accumulate);
    column += many ? wide * NR : NR;
  }
}

// C[i..i+m)[j..j+n) (+)= A[i..i+m)[k..k+length) times panels.
NOINLINE void product(const Rows *a, size_t i, size_t m, size_t k, size_t length, const Panels *b, const Target *c,
                      size_t j, size_t n) {
  const float *x[MR];
  float *y[MR];
  size_t full = m / MR * MR;
  for (size_t column = 0; column < n && full; column += NR)
    for (size_t tile = 0; tile < full; tile += MR) {
      UNROLL for (int r = 0; r < MR; r++) {
        x[r] = row(a, i + tile + r) + k;
        y[r] = target_row(c, i + tile + r) + j + column;
      }
      tile_full(x, b->base + column / NR * b->panel, b->panel, b->step, length, y, MR, n - column,
                c->bias ? c->bias + j + column : 0, c->accumulate);
    }
  if (full < m) product_few(a, i + full, m - full, k, length, b, c, j, n);
}

// The same from rows of A that pack_transposed has packed.
NOINLINE void product_packed(const float *a, size_t i, size_t m, size_t length, const Panels *b, const Target *c,
                             size_t j, size_t n) {
  const float *x[MR];
  float *y[MR];
  for (size_t column = 0; column < n; column += NR)
    for (size_t tile = 0; tile < m; tile += MR) {
      size_t height = min_size(MR, m - tile);
      UNROLL for (int r = 0; r < MR; r++) {
        x[r] = a + tile * length + r;
        y[r] = target_row(c, i + min_size(tile + r, m - 1)) + j + column;
      }
      tile_packed(x, b->base + column / NR * b->panel, b->panel, b->step, length, y, height, n - column,
                  c->bias ? c->bias + j + column : 0, c->accumulate);
    }
}

// ---- whole products

// B, [K, N] with any strides: `rows` lists its rows, or its columns when `transposed`.
typedef struct {
  Rows rows;
  int transposed;
} Factor;

INLINE void pack(const Factor *b, size_t k, size_t length, size_t j, size_t n, float *out) {
  (b->transposed ? pack_columns : pack_rows)(&b->rows, k, length, j, n, out, length * NR, NR);
}

// Floats of a packed [K, N].
INLINE size_t packed_size(size_t K, size_t N) { return K * round_up(N, NR); }

// All of B: its k blocks one after the other.
static void pack_all(const Factor *b, size_t K, size_t N, float *out) {
  size_t length = block_length(K);
  for (size_t k = 0; k < K; k += length) {
    size_t some = min_size(length, K - k);
    pack(b, k, some, 0, N, out);
    out += packed_size(some, N);
  }
}

// Rows of C without a product: the sum over no k at all.
static void product_empty(const Target *c, size_t M, size_t N) {
  for (size_t i = 0; i < M; i++)
    for (size_t j = 0; j < N; j++) {
      float *y = target_row(c, i) + j;
      *y = (c->bias ? c->bias[j] : 0) + (c->accumulate ? *y : 0);
    }
}

// C[0..M) (+)= A[0..M) B, of which pack_all has made `panels`.
static void product_all(const Rows *a, size_t M, size_t K, const float *panels, const Target *c, size_t N) {
  if (K == 0) return product_empty(c, M, N);
  size_t length = block_length(K);
  Target block = *c;
  for (size_t k = 0; k < K; k += length) {
    size_t some = min_size(length, K - k);
    Panels b = packed_panels(panels, some);
    for (size_t i = 0; i < M; i += MC) product(a, i, min_size(MC, M - i), k, some, &b, &block, 0, N);
    panels += packed_size(some, N);
    block.bias = 0;
    block.accumulate = 1;
  }
}

// B for few rows, which read all of it for little work: memory sets their time, and gives most when it is read from one
// end to the other. So the panels that the widest tile reads at once are interleaved to a stripe, [k][STRIPE].
#define STRIPE (4 * NR)

// Floats of the stripes of [K, N].
INLINE size_t stripes_size(size_t K, size_t N) { return K * round_up(N, STRIPE); }

// All of B: its k blocks one after the other. Of the last stripe, panels without a column are not written, nor read.
static void pack_stripes(const Factor *b, size_t K, size_t N, float *out) {
  size_t length = block_length(K);
  for (size_t k = 0; k < K; k += length) {
    size_t some = min_size(length, K - k);
    for (size_t j = 0; j < N; j += STRIPE, out += some * STRIPE)
      (b->transposed ? pack_columns : pack_rows)(&b->rows, k, some, j, min_size(STRIPE, N - j), out, NR, STRIPE);
  }
}

// C[0..M) (+)= A[0..M) B, of which pack_stripes has made `stripes`.
static void product_stripes(const Rows *a, size_t M, size_t K, const float *stripes, const Target *c, size_t N) {
  if (K == 0) return product_empty(c, M, N);
  size_t length = block_length(K);
  Target block = *c;
  for (size_t k = 0; k < K; k += length) {
    size_t some = min_size(length, K - k);
    for (size_t j = 0; j < N; j += STRIPE, stripes += some * STRIPE) {
      Panels b = {stripes, NR, STRIPE};
      for (size_t i = 0; i < M; i += MR - 1)
        product_few(a, i, min_size(MR - 1, M - i), k, some, &b, &block, j, min_size(STRIPE, N - j));
    }
    block.bias = 0;
    block.accumulate = 1;
  }
}

// Floats of working memory of `multiply`, enough for every smaller K too (whose blocks may be longer).
INLINE size_t multiply_scratch(size_t M, size_t N, size_t K) {
  return min_size(round_up(K, 4), KC) * (round_up(min_size(N, NC), NR) + round_up(min_size(M, MC), MR));
}

// C (+)= A B. `a` lists the rows of A, or its columns when `a_transposed`.
static void multiply(size_t M, size_t N, size_t K, const Rows *a, int a_transposed, const Factor *b, const Target *c,
                     float *scratch) {
  if (K == 0) return product_empty(c, M, N);
  size_t length = block_length(K);
  float *a_packed = scratch + length * round_up(min_size(N, NC), NR);
  // For few rows, packing B costs more than it saves: columns [0, direct) are read where they are.
  int readable = !a_transposed && b->rows.step == 1 && !b->rows.list;
  size_t direct = readable && M < MR && !b->transposed ? N / NR * NR : 0;
#if VL == 4
  if (readable && (M == 1 || M == 2) && b->transposed) direct = N / TURNED_COLUMNS * TURNED_COLUMNS;
#endif
  for (size_t j = 0; j < N; j += NC) {
    size_t n = min_size(NC, N - j);
    Target block = *c;
    for (size_t k = 0; k < K; k += length) {
      size_t some = min_size(length, K - k);
      size_t here = j < direct ? min_size(n, direct - j) : 0;
#if VL == 4
      if (here && b->transposed) product_turned(a, M, k, some, &b->rows, &block, j, here);
#endif
      if (here && !b->transposed) {
        Panels panels = {b->rows.base + k * b->rows.stride + j, NR, b->rows.stride};
        product_few(a, 0, M, k, some, &panels, &block, j, here);
      }
      if (here < n) {
        pack(b, k, some, j + here, n - here, scratch);
        Panels panels = packed_panels(scratch, some);
        for (size_t i = 0; i < M; i += MC) {
          size_t m = min_size(MC, M - i);
          if (a_transposed) {
            pack_transposed(a, i, m, k, some, a_packed);
            product_packed(a_packed, i, m, some, &panels, &block, j + here, n - here);
          } else {
            product(a, i, m, k, some, &panels, &block, j + here, n - here);
          }
        }
      }
      block.bias = 0;
      block.accumulate = 1;
    }
  }
}

// ---- weights

// W^T of weights [N, K] that multiply rows in several products: packed for all of them, but for one or two rows once.
typedef struct {
  Factor factor;
  size_t K, N;
  float *packed;        // or working memory, where they are used once
  int once;
  const float *stripes; // what the caller keeps of pack_stripes, or 0
} Weights;

static void prepare_weights(Weights *w, const float *weights, const float *stripes, int once) {
  w->factor = (Factor){rows(weights, w->K), 1};
  w->stripes = stripes;
  w->once = once;
  if (!stripes && !once) pack_all(&w->factor, w->K, w->N, w->packed);
}

// C[0..M) (+)= A[0..M) W^T
static void product_weights(const Rows *a, size_t M, const Weights *w, const Target *c) {
  if (w->stripes) product_stripes(a, M, w->K, w->stripes, c, w->N);
  else if (w->once) multiply(M, w->N, w->K, a, 0, &w->factor, c, w->packed);
  else product_all(a, M, w->K, w->packed, c, w->N);
}
