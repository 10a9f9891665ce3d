// Unique names of files and folders in an archive.

/// Gives out names that are valid in an archive, each once.
struct ArchiveNames {
    private static let longest = 120
    private var used: Set<String> = []

    /// The wanted name, or a similar one that is still free. `fallback` replaces a name without valid characters.
    mutating func name(_ wanted: String, or fallback: String) -> String {
        let plain = Self.safe(wanted)
        let base = plain.isEmpty ? fallback : plain
        var name = base
        var number = 2
        // Some file systems ignore case.
        while !used.insert(name.lowercased()).inserted {
            name = "\(number)_\(base)"
            number += 1
        }
        return name
    }

    /// The text without characters that are invalid in paths.
    private static func safe(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isBad = scalar.value < 0x20 || scalar.value == 0x7F || "/\\:*?\"<>|".unicodeScalars.contains(scalar)
            name.unicodeScalars.append(isBad ? "_" : scalar)
            if name.utf8.count >= longest { break }
        }
        while let last = name.last, last == "." || last == " " { name.removeLast() }
        return name.allSatisfy { $0 == "." } ? "" : name
    }
}
