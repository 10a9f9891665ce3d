// Names of files and folders in an archive.

/// Names that may stand in an archive, each given out once.
struct ArchiveNames {
    private static let longest = 120
    private var used: Set<String> = []

    /// The wanted name or one like it that is still free; `fallback` stands in for one that no path may hold.
    mutating func name(_ wanted: String, or fallback: String) -> String {
        let plain = Self.safe(wanted)
        let base = plain.isEmpty ? fallback : plain
        var name = base
        var number = 2
        // Some file systems know no letter case.
        while !used.insert(name.lowercased()).inserted {
            name = "\(number)_\(base)"
            number += 1
        }
        return name
    }

    /// The text without what a path must not hold.
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
