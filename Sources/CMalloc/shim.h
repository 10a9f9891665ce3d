// The allocator of the C library, which Swift's module of that library leaves out.
#pragma once
#include <malloc.h>

/// Blocks of `bytes` or more are mapped, and unmapped when they are freed. Other libraries than glibc know no such limit.
static inline void deepmock_map_blocks_from(int bytes) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}
