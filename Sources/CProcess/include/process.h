// What Swift's module of the C library leaves out about this process and its files.
#pragma once

/// The variables of the process as `NAME=VALUE`, then NULL.
char **deepmock_environment(void);

/// A file in memory without a name, closed on exec; -1 with `errno` when there is none to be had.
int deepmock_memory_file(void);

/// 1 when a file system is mounted at `path`, else 0, also when nothing is there.
int deepmock_is_mount_point(const char *path);

/// Gives back the memory of the program's code; what is run again is read again, most likely from the page cache.
void deepmock_return_code(void);
