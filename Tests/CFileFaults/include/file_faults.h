// Makes calls of the system that are about files fail, on the thread that asks for it.

#ifndef FILE_FAULTS_H
#define FILE_FAULTS_H

/// Kinds of calls, to be combined.
enum {
    /// open.
    FILE_FAULTS_OPEN = 1,
    /// pwrite, ftruncate.
    FILE_FAULTS_WRITE = 2,
    /// fsync.
    FILE_FAULTS_SYNC = 4,
    /// linkat, rename, unlink.
    FILE_FAULTS_NAME = 8,
};

/// From now on calls of these kinds are counted from 1 on this thread, and one of them fails.
///
/// `number` is which one, 0 for none. `error` is what it fails with. If it `lasts`, every later one fails too; then the
/// first half of a pwrite is done.
void file_faults_begin(unsigned kinds, long number, int error, int lasts);

/// How many calls of these kinds there have been since the beginning.
long file_faults_count(void);

/// How many of them have failed.
long file_faults_failures(void);

/// Calls succeed again, and are no longer counted.
void file_faults_end(void);

#endif
