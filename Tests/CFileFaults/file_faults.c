// The calls take the place of those of libc in the program that this is linked into, for its libraries too.

#define _GNU_SOURCE
#include "file_faults.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static _Thread_local struct {
    unsigned kinds;
    long number;
    int error;
    int lasts;
    long count;
    long failures;
} plan;

void file_faults_begin(unsigned kinds, long number, int error, int lasts) {
    plan.kinds = kinds;
    plan.number = number;
    plan.error = error;
    plan.lasts = lasts;
    plan.count = 0;
    plan.failures = 0;
}

long file_faults_count(void) { return plan.count; }

long file_faults_failures(void) { return plan.failures; }

void file_faults_end(void) { plan.kinds = 0; }

/// Whether the call that is being made is to fail; errno says with what.
static int fails(unsigned kind) {
    if (!(plan.kinds & kind)) return 0;
    plan.count += 1;
    if (plan.number == 0 || plan.count < plan.number || (plan.count > plan.number && !plan.lasts)) return 0;
    plan.failures += 1;
    errno = plan.error;
    return 1;
}

int open(const char *path, int flags, ...) {
    mode_t mode = 0;
    if ((flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    if (fails(FILE_FAULTS_OPEN)) return -1;
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    if (!fails(FILE_FAULTS_WRITE)) return syscall(SYS_pwrite64, file, bytes, count, offset);
    // The first one that fails for good has done half of its work: its caller writes the rest, and fails.
    if (plan.lasts && plan.count == plan.number && count > 1) {
        return syscall(SYS_pwrite64, file, bytes, count / 2, offset);
    }
    return -1;
}

int ftruncate(int file, off_t size) {
    return fails(FILE_FAULTS_WRITE) ? -1 : (int)syscall(SYS_ftruncate, file, size);
}

int fsync(int file) { return fails(FILE_FAULTS_SYNC) ? -1 : (int)syscall(SYS_fsync, file); }

int linkat(int from, const char *path, int to, const char *target, int flags) {
    return fails(FILE_FAULTS_NAME) ? -1 : (int)syscall(SYS_linkat, from, path, to, target, flags);
}

int rename(const char *path, const char *target) {
    return fails(FILE_FAULTS_NAME) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, target, 0);
}

int unlink(const char *path) {
    return fails(FILE_FAULTS_NAME) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

// The same calls under the names that libraries with large files know them by; on 64-bit systems they do not differ.
int open64(const char *path, int flags, ...) __attribute__((alias("open")));
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) __attribute__((alias("pwrite")));
int ftruncate64(int file, off64_t size) __attribute__((alias("ftruncate")));
int fdatasync(int file) __attribute__((alias("fsync")));
