// The browser of whoever sits before this machine.

import CProcess

#if canImport(Glibc)
import Glibc
#endif

/// Opens pages where a person can see them.
public enum DesktopBrowser {
    /// Whether there is a desktop, and this is no run of continuous integration.
    public static var isAvailable: Bool {
        func isSet(_ name: String) -> Bool { !(Environment[name] ?? "").isEmpty }
        return (isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")) && !isSet("CI")
    }

    /// Opens a page by xdg-open(1), without waiting for it. Nothing happens when that is not there.
    ///
    /// - Parameter url: an argument of its own; no shell reads it.
    public static func open(_ url: String) {
        // The shell ends at once and is reaped here; the browser is nobody's child.
        let words = ["/bin/sh", "-c", "xdg-open \"$1\" >/dev/null 2>&1 &", "sh", url]
        var arguments = unsafe words.map { word in unsafe strdup(word) } + [nil]
        defer { unsafe arguments.forEach { argument in unsafe free(argument) } }
        var child = pid_t()
        guard unsafe posix_spawn(&child, "/bin/sh", nil, nil, &arguments, deepmock_environment()) == 0 else { return }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    }
}
