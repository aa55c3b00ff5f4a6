// A vector of VL float32 lanes, and the few operations on it that every kernel is written with.
//
// The same source serves every width: VL = 4 (WebAssembly, NEON), 8 (AVX2), 16 (AVX-512), by the vector extensions that
// gcc and clang share. Nothing here depends on -ffast-math; a multiply-add is fused where `fma` is written and nowhere
// else (-ffp-contract=off), so results are a function of the source.
#pragma once
#include <stddef.h>
#include <stdint.h>
#if defined(__wasm__)
#include <wasm_simd128.h>
#elif defined(__AVX2__)
#include <immintrin.h>
#endif

#ifndef VL
#define VL 4
#endif

typedef float vf __attribute__((vector_size(4 * VL)));
typedef int32_t vi __attribute__((vector_size(4 * VL)));
typedef double vd __attribute__((vector_size(8 * VL)));
typedef float vf_unaligned __attribute__((vector_size(4 * VL), aligned(4), may_alias));

#define EXPORT __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define UNROLL _Pragma("GCC unroll 16")

INLINE size_t min_size(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf v) { *(vf_unaligned *)p = v; }
INLINE vf splat(float x) { return x - (vf){0}; }

// The first n lanes, n < VL; the others are `fill`. Lane by lane, and not by way of an array: a load of what was just
// stored in pieces waits for the stores.
INLINE vf load_lanes(const float *p, size_t n, float fill) {
  vf v = splat(fill);
  UNROLL for (size_t i = 0; i < VL - 1; i++) if (i < n) v[i] = p[i];
  return v;
}
INLINE void store_lanes(float *p, vf v, size_t n) {
  UNROLL for (size_t i = 0; i < VL - 1; i++) if (i < n) p[i] = v[i];
}

// The same as calls, for the many kernels of which only the end of a whole array comes here.
NOINLINE vf load_part(const float *p, size_t n, float fill) { return load_lanes(p, n, fill); }
NOINLINE void store_part(float *p, vf v, size_t n) { store_lanes(p, v, n); }

// For the end of every row: a number of lanes that may be VL. Where it is that constant, as in the body of a loop, no
// test is left.
INLINE vf load_some(const float *p, size_t n) { return n == VL ? load(p) : load_lanes(p, n, 0); }
INLINE void store_some(float *p, vf v, size_t n) { n == VL ? store(p, v) : store_lanes(p, v, n); }

// a * b + c: rounded once where there is an instruction for it, else twice.
INLINE vf fma(vf a, vf b, vf c) {
#if defined(__wasm_relaxed_simd__)
  return (vf)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c);
#elif defined(__AVX512F__) && VL == 16
  return (vf)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__FMA__) && VL == 8
  return (vf)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#else
  return a * b + c;
#endif
}

// Lanes of a where the mask is set, of b where it is not. Relaxed SIMD must be told by intrinsic: clang makes of
// choose(x < c, c, x) a relaxed minimum, which may drop a NaN.
INLINE vf choose(vi mask, vf a, vf b) {
#if defined(__wasm_relaxed_simd__)
  return (vf)wasm_i32x4_relaxed_laneselect((v128_t)a, (v128_t)b, (v128_t)mask);
#else
  return (vf)(((vi)a & mask) | ((vi)b & ~mask));
#endif
}
INLINE vf absolute(vf x) { return (vf)((vi)x & 0x7fffffff); }
// The magnitude of a, the sign of b.
INLINE vf copy_sign(vf a, vf b) { return (vf)(((vi)a & 0x7fffffff) | ((vi)b & (int32_t)0x80000000)); }

INLINE vf square_root(vf x) {
#if defined(__wasm__)
  return (vf)wasm_f32x4_sqrt((v128_t)x);
#else
  for (int i = 0; i < VL; i++) x[i] = __builtin_sqrtf(x[i]);
  return x;
#endif
}

// x, but no less and no more than a bound that is not NaN; NaN stays NaN.
INLINE vf at_least(vf x, vf bound) {
#if defined(__wasm__)
  return (vf)wasm_f32x4_pmax((v128_t)x, (v128_t)bound);
#else
  return choose(x < bound, bound, x);
#endif
}
INLINE vf at_most(vf x, vf bound) {
#if defined(__wasm__)
  return (vf)wasm_f32x4_pmin((v128_t)x, (v128_t)bound);
#else
  return choose(x > bound, bound, x);
#endif
}

// The larger and the smaller: NaN when either operand is NaN, and +0 above -0.
INLINE vf maximum(vf a, vf b) {
#if defined(__wasm__)
  return (vf)wasm_f32x4_max((v128_t)a, (v128_t)b);
#else
  vf larger = choose(a > b, a, choose(a == b, (vf)((vi)a & (vi)b), b));
  return choose(a != a, a, larger);
#endif
}
INLINE vf minimum(vf a, vf b) {
#if defined(__wasm__)
  return (vf)wasm_f32x4_min((v128_t)a, (v128_t)b);
#else
  vf smaller = choose(a < b, a, choose(a == b, (vf)((vi)a | (vi)b), b));
  return choose(a != a, a, smaller);
#endif
}

// Across the lanes, always in the same order: halves, then quarters.
INLINE float sum_lanes(vf v) {
  float lanes[VL];
  store(lanes, v);
  for (int width = VL / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
  return lanes[0];
}

// An offset into the linear memory as a pointer.
#if defined(__wasm__)
INLINE float *at(uint32_t offset) { return (float *)(uintptr_t)offset; }
#else
extern char *linear_memory;
INLINE float *at(uint64_t offset) { return (float *)(linear_memory + offset); }
#endif
