// Calls that Swift's module of the C library does not have, and the arguments where there is no /proc.

#define _GNU_SOURCE
#include "process.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

char **deepmock_environment(void) { return environ; }

int deepmock_memory_file(void) { return memfd_create("deepmock", MFD_CLOEXEC); }

int deepmock_is_mount_point(const char *path) {
    struct statx status;
    if (statx(AT_FDCWD, path, 0, STATX_INO, &status) != 0) return 0;
#ifdef STATX_ATTR_MOUNT_ROOT
    if (status.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
#endif
    // Before Linux 5.8: another device than that of the folder above.
    char above[4096];
    struct statx parent;
    if (strlen(path) > sizeof above - 4) return 0;
    strcat(strcpy(above, path), "/..");
    if (statx(AT_FDCWD, above, 0, STATX_INO, &parent) != 0) return 0;
    return status.stx_dev_major != parent.stx_dev_major || status.stx_dev_minor != parent.stx_dev_minor;
}

#ifdef __GLIBC__
// Swift reads the arguments from /proc/self/cmdline, which containers may lack; glibc hands them to constructors.
extern void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc);

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
    _swift_stdlib_overrideUnsafeArgvArgc(argv, argc);
}
#endif
