// Calls that Swift's module of the C library does not have, and the arguments where there is no /proc.

#define _GNU_SOURCE
#include "process.h"

#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

char **deepmock_environment(void) { return environ; }

int deepmock_memory_file(void) { return memfd_create("deepmock", MFD_CLOEXEC); }

static int return_code(struct dl_phdr_info *program, size_t size, void *unused) {
    (void)size;
    (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int index = 0; index < program->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || segment->p_flags & PF_W || !(segment->p_flags & PF_X)) continue;
        uintptr_t start = (program->dlpi_addr + segment->p_vaddr) & ~(page - 1);
        uintptr_t end = program->dlpi_addr + segment->p_vaddr + segment->p_filesz;
        madvise((void *)start, end - start, MADV_DONTNEED);
    }
    // The first is the program itself; libraries are shared with others.
    return 1;
}

void deepmock_return_code(void) { dl_iterate_phdr(return_code, NULL); }

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
