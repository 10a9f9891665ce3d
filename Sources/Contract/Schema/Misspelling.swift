// Names that are nearly right: what somebody may have meant.

/// Finds the known name that a wrong one was meant to be.
public enum Misspelling {
    /// Longer names are not compared.
    private static let longest = 64

    /// The nearest of the known names; nil when none is near: more than a letter in three differs.
    ///
    /// Case does not count. Letters that are missing, added, changed or swapped with their neighbour count one each. Of
    /// names that are equally near, the first in alphabetical order is taken.
    ///
    /// - Parameter mostEdits: how many letters may differ at most.
    public static func nearest(
        to name: String, among known: some Sequence<String>, mostEdits: Int = .max
    ) -> String? {
        let wanted = Array(name.lowercased().utf8)
        guard wanted.count <= longest else { return nil }
        let limit = min(mostEdits, max(1, wanted.count / 3))
        var best: (edits: Int, name: String)?
        for candidate in known {
            let other = Array(candidate.lowercased().utf8)
            guard abs(other.count - wanted.count) <= limit, other.count <= longest else { continue }
            let edits = edits(wanted, other)
            guard edits <= limit else { continue }
            if let best, (best.edits, best.name) <= (edits, candidate) { continue }
            best = (edits, candidate)
        }
        return best?.name
    }

    /// A sentence for the end of a message, with a space before it: ` Did you mean deleteJob?`; empty when no name is near.
    public static func hint(for name: String, among known: some Sequence<String>) -> String {
        nearest(to: name, among: known).map { " Did you mean \($0)?" } ?? ""
    }

    /// The optimal string alignment distance.
    private static func edits(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, byte) in first.enumerated() {
            var next = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(last[column] + (byte == other ? 0 : 1), last[column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, byte == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                next.append(cost)
            }
            beforeLast = last
            last = next
        }
        return last.last ?? 0
    }
}
