// Environment variables.

import CProcess

#if canImport(Glibc)
import Glibc
#endif

/// The environment of the process.
public enum Environment {
    /// The value of a variable; nil if it is not set.
    public static subscript(name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// All variables with their values.
    public static var all: [String: String] {
        var all: [String: String] = [:]
        for name in names { all[name] = Self[name] }
        return all
    }

    /// The names of all variables, in their order.
    public static var names: [String] {
        var names: [String] = []
        var position = unsafe deepmock_environment()
        while let entry = unsafe position?.pointee {
            names.append(String(unsafe String(cString: entry).prefix { $0 != "=" }))
            unsafe position = unsafe position?.successor()
        }
        return names
    }
}
