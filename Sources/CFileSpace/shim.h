// What Linux offers for the room that files take, which Swift's module of the C library leaves out.
#pragma once
#include <linux/falloc.h>
#include <sys/types.h>

int fallocate(int descriptor, int mode, off_t offset, off_t count);

/// Gives the room of a range back to the file system. Those that cannot do this leave it as it is.
static inline void deepmock_punch_hole(int descriptor, off_t offset, off_t count) {
    (void)fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, count);
}
