// Starts a command in a process group of its own, and in namespaces of its own if asked. Between fork and exec only
// async-signal-safe functions run, because other threads of the parent may hold any lock: hence C.

#ifndef DEEPMOCK_CSPAWN_H
#define DEEPMOCK_CSPAWN_H

#include <stddef.h>
#include <sys/types.h>

/// What the child was doing when it failed.
enum deepmock_step {
    DEEPMOCK_READY = 0,
    DEEPMOCK_USER_NAMESPACE,
    DEEPMOCK_NAMESPACES,
    DEEPMOCK_MOUNT,
    DEEPMOCK_LOOPBACK,
    DEEPMOCK_LISTEN,
    DEEPMOCK_NAMES,
    DEEPMOCK_EXEC,
    DEEPMOCK_GONE,
};

/// A file that the command sees in place of another.
struct deepmock_cover {
    const char *source;
    const char *target;
};

/// A command and the world that it sees.
struct deepmock_command {
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// The terminal whose foreground the command gets; -1 for none.
    int terminal;
    /// Whether it gets a mount namespace with these covers, and a network namespace with these listening ports and
    /// with a socket for questions about names.
    int has_mounts;
    int has_network;
    const struct deepmock_cover *covers;
    size_t cover_count;
    const int *ports;
    size_t port_count;
};

/// The most sockets of a network namespace.
enum { DEEPMOCK_MAXIMUM_SOCKETS = 16 };

/// A child that waits for the word to begin.
struct deepmock_child {
    pid_t pid;
    /// The parent's end of the channel to it.
    int channel;
    /// Listening sockets of its network namespace, which the parent owns.
    int sockets[DEEPMOCK_MAXIMUM_SOCKETS];
    size_t socket_count;
    /// The socket of its network namespace that gets the questions for names, which the parent owns; -1 for none.
    int name_socket;
    /// Where it failed, with the number of the error and of the cover or port.
    enum deepmock_step step;
    int error;
    int index;
};

/// Starts a child that makes its world and waits. Returns 0, or -1 when no child is left: then `step` and `error` say
/// why, and a `step` of 0 that there was none ever.
int deepmock_prepare(const struct deepmock_command *command, struct deepmock_child *child);

/// Lets the child become the command. Returns 0, or -1 with the error when that fails; then no child is left.
int deepmock_begin(struct deepmock_child *child);

/// Ends a child that was prepared and is not wanted.
void deepmock_discard(struct deepmock_child *child);

/// Whether this process has the foreground of the terminal on its standard input; its descriptor, or -1.
int deepmock_terminal(void);

/// Gives the foreground of a terminal to a process group.
void deepmock_foreground(int terminal, pid_t group);

/// From now on orphaned descendants become children of this process.
void deepmock_adopt_orphans(void);

/// The next child that has changed: its id, or 0 when none has. `ending` is 0 when it has stopped, else 1 and `status` is
/// its exit status, or 128 and the signal that ended it.
pid_t deepmock_reap(int *ending, int *status);

#endif
