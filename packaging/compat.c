// What the archives of a newer compiler expect of the C library, and the floor's does not have.

/// Whether there is one thread only, since glibc 2.32: a hint for libstdc++, for which "no" is always right.
__attribute__((visibility("hidden"))) char __libc_single_threaded = 0;
