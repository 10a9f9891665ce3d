// Starts a command in a world of its own; see CSpawn.h.

#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/// What the child reports.
struct report {
    int step;
    int error;
    int index;
    int sockets;
    /// Whether the last one gets the questions for names.
    int has_names;
};

/// Everything that the child needs and that could not be made safely after the fork.
struct plan {
    const struct deepmock_command *command;
    char user_map[64];
    char group_map[64];
    pid_t parent;
    int channel;
    sigset_t signals;
};

/// A control message with descriptors.
union descriptors {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int) * DEEPMOCK_MAXIMUM_SOCKETS)];
};

static int send_report(int channel, struct report report, const int *sockets) {
    struct iovec piece = {&report, sizeof report};
    union descriptors control;
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    if (report.sockets > 0) {
        size_t size = sizeof(int) * (size_t)report.sockets;
        memset(&control, 0, sizeof control);
        control.head.cmsg_level = SOL_SOCKET;
        control.head.cmsg_type = SCM_RIGHTS;
        control.head.cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(&control.head), sockets, size);
        message.msg_control = &control;
        message.msg_controllen = CMSG_SPACE(size);
    }
    ssize_t sent;
    do sent = sendmsg(channel, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == sizeof report ? 0 : -1;
}

/// Reads a report. Returns 1, or 0 at the end of the channel.
static int receive_report(int channel, struct report *report, struct deepmock_child *child) {
    struct iovec piece = {report, sizeof *report};
    union descriptors control;
    struct msghdr message = {
        .msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t got;
    do got = recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got != sizeof *report) return 0;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS) {
        size_t size = head->cmsg_len - CMSG_LEN(0);
        memcpy(child->sockets, CMSG_DATA(head), size);
        child->socket_count = size / sizeof(int);
    }
    return 1;
}

// MARK: - The child

static void fail(const struct plan *plan, enum deepmock_step step, int index) {
    struct report report = {step, errno, index, 0, 0};
    send_report(plan->channel, report, NULL);
    _exit(126);
}

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t count = (ssize_t)strlen(text);
    ssize_t put = write(file, text, (size_t)count);
    close(file);
    return put == count ? 0 : -1;
}

/// Enters namespaces: as root without another user namespace where the system allows that, else in one of its own, in
/// which the user keeps its id.
static void enter_namespaces(const struct plan *plan) {
    int kinds = CLONE_NEWNS | (plan->command->has_network ? CLONE_NEWNET : 0);
    if (geteuid() == 0 && unshare(kinds) == 0) return;
    if (unshare(CLONE_NEWUSER) != 0) fail(plan, DEEPMOCK_USER_NAMESPACE, 0);
    // Older kernels have no such file, and need none.
    if (write_file("/proc/self/setgroups", "deny") != 0 && errno != ENOENT) fail(plan, DEEPMOCK_USER_NAMESPACE, 0);
    if (write_file("/proc/self/uid_map", plan->user_map) != 0) fail(plan, DEEPMOCK_USER_NAMESPACE, 0);
    if (write_file("/proc/self/gid_map", plan->group_map) != 0) fail(plan, DEEPMOCK_USER_NAMESPACE, 0);
    if (unshare(kinds) != 0) fail(plan, DEEPMOCK_NAMESPACES, 0);
}

static void cover_files(const struct plan *plan) {
    // Nothing that is mounted from now on is seen outside.
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail(plan, DEEPMOCK_NAMESPACES, 0);
    for (size_t index = 0; index < plan->command->cover_count; index += 1) {
        const struct deepmock_cover *cover = &plan->command->covers[index];
        if (mount(cover->source, cover->target, NULL, MS_BIND, NULL) != 0) fail(plan, DEEPMOCK_MOUNT, (int)index);
    }
}

static void raise_loopback(const struct plan *plan) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, "lo", 3);
    int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (handle < 0 || ioctl(handle, SIOCGIFFLAGS, &request) != 0) fail(plan, DEEPMOCK_LOOPBACK, 0);
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    if (ioctl(handle, SIOCSIFFLAGS, &request) != 0) fail(plan, DEEPMOCK_LOOPBACK, 0);
    close(handle);
}

/// A socket that listens on the loopback address of a family; -1 where there is none.
static int listen_on(int family, int port) {
    int handle = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (handle < 0) return -1;
    int on = 1;
    int result;
    setsockopt(handle, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6) {
        struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons((in_port_t)port)};
        address.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
        setsockopt(handle, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
        result = bind(handle, (struct sockaddr *)&address, sizeof address);
    } else {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((in_port_t)port)};
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        result = bind(handle, (struct sockaddr *)&address, sizeof address);
    }
    if (result == 0) result = listen(handle, 1024);
    if (result == 0) return handle;
    int error = errno;
    close(handle);
    errno = error;
    return -1;
}

static int listen_everywhere(const struct plan *plan, int *sockets) {
    int count = 0;
    for (size_t index = 0; index < plan->command->port_count; index += 1) {
        int port = plan->command->ports[index];
        if (count + 3 > DEEPMOCK_MAXIMUM_SOCKETS) break;
        sockets[count] = listen_on(AF_INET, port);
        if (sockets[count] < 0) fail(plan, DEEPMOCK_LISTEN, port);
        count += 1;
        // A machine without IPv6 is as good.
        sockets[count] = listen_on(AF_INET6, port);
        if (sockets[count] >= 0) count += 1;
    }
    return count;
}

/// The socket to which resolvers of the command send their questions (RFC 1035 section 4.2.1).
static int open_names(const struct plan *plan) {
    int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(53)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (handle < 0 || bind(handle, (struct sockaddr *)&address, sizeof address) != 0) fail(plan, DEEPMOCK_NAMES, 0);
    return handle;
}

/// Signals as a program expects them: what the parent catches, or ignores for its own sake, is none of its business.
static void restore_signals(const struct plan *plan) {
    for (int number = 1; number < NSIG; number += 1) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0 || action.sa_handler == SIG_DFL) continue;
        if (action.sa_handler == SIG_IGN && number != SIGPIPE && number != SIGXFSZ) continue;
        action.sa_handler = SIG_DFL;
        action.sa_flags = 0;
        sigaction(number, &action, NULL);
    }
    sigprocmask(SIG_SETMASK, &plan->signals, NULL);
}

static void run_child(const struct plan *plan) {
    const struct deepmock_command *command = plan->command;
    setpgid(0, 0);
    int sockets[DEEPMOCK_MAXIMUM_SOCKETS];
    struct report report = {DEEPMOCK_READY, 0, 0, 0, 0};
    if (command->has_mounts) {
        enter_namespaces(plan);
        cover_files(plan);
    }
    if (command->has_network) {
        raise_loopback(plan);
        report.sockets = listen_everywhere(plan, sockets);
        sockets[report.sockets++] = open_names(plan);
        report.has_names = 1;
    }
    if (send_report(plan->channel, report, sockets) != 0) _exit(126);
    for (int index = 0; index < report.sockets; index += 1) close(sockets[index]);
    char word;
    ssize_t got;
    do got = read(plan->channel, &word, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1) _exit(126);
    // Who kills the parent hard means the command, too. Namespaces reset this, so it comes behind them.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != plan->parent) _exit(126);
    // All signals are blocked, so that the terminal does not stop a background process that takes it.
    if (command->terminal >= 0) tcsetpgrp(command->terminal, getpid());
    restore_signals(plan);
    execve(command->path, command->arguments, command->environment);
    fail(plan, DEEPMOCK_EXEC, 0);
}

// MARK: - The parent

static int await_end(struct deepmock_child *child) {
    close(child->channel);
    child->channel = -1;
    while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
    return -1;
}

int deepmock_prepare(const struct deepmock_command *command, struct deepmock_child *child) {
    memset(child, 0, sizeof *child);
    child->name_socket = -1;
    struct plan plan = {.command = command, .parent = getpid()};
    snprintf(plan.user_map, sizeof plan.user_map, "%u %u 1", geteuid(), geteuid());
    snprintf(plan.group_map, sizeof plan.group_map, "%u %u 1", getegid(), getegid());
    int channel[2];
    sigset_t all;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) != 0) {
        child->error = errno;
        return -1;
    }
    plan.channel = channel[1];
    // The child must not run the parent's handlers.
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &plan.signals);
    child->pid = fork();
    if (child->pid == 0) {
        close(channel[0]);
        run_child(&plan);
        _exit(126);
    }
    int error = errno;
    sigprocmask(SIG_SETMASK, &plan.signals, NULL);
    close(channel[1]);
    child->channel = channel[0];
    if (child->pid < 0) {
        child->error = error;
        close(channel[0]);
        return -1;
    }
    setpgid(child->pid, child->pid);
    struct report report;
    if (!receive_report(child->channel, &report, child)) {
        child->step = DEEPMOCK_GONE;
        return await_end(child);
    }
    child->step = report.step;
    child->error = report.error;
    child->index = report.index;
    if (report.has_names && child->socket_count > 0) child->name_socket = child->sockets[--child->socket_count];
    return report.step == DEEPMOCK_READY ? 0 : await_end(child);
}

int deepmock_begin(struct deepmock_child *child) {
    struct report report;
    if (send(child->channel, "!", 1, MSG_NOSIGNAL) != 1) {
        child->step = DEEPMOCK_GONE;
        return await_end(child);
    }
    // The channel closes when the command has begun.
    if (!receive_report(child->channel, &report, child)) {
        close(child->channel);
        child->channel = -1;
        return 0;
    }
    child->step = report.step;
    child->error = report.error;
    return await_end(child);
}

void deepmock_discard(struct deepmock_child *child) {
    if (child->channel >= 0) await_end(child);
}

int deepmock_terminal(void) {
    return isatty(0) && tcgetpgrp(0) == getpgrp() ? 0 : -1;
}

void deepmock_foreground(int terminal, pid_t group) {
    sigset_t output, former;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    sigprocmask(SIG_BLOCK, &output, &former);
    tcsetpgrp(terminal, group);
    sigprocmask(SIG_SETMASK, &former, NULL);
}

void deepmock_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

pid_t deepmock_reap(int *ending, int *status) {
    int state;
    pid_t pid;
    do pid = waitpid(-1, &state, WNOHANG | WUNTRACED);
    while (pid < 0 && errno == EINTR);
    if (pid <= 0) return 0;
    *ending = !WIFSTOPPED(state);
    *status = WIFEXITED(state) ? WEXITSTATUS(state) : WIFSIGNALED(state) ? 128 + WTERMSIG(state) : 0;
    return pid;
}
