// The ranks of the nodes of a graph.

/// PageRank (Brin and Page, "The Anatomy of a Large-Scale Hypertextual Web Search Engine", 1998), by power iteration.
enum PageRank {
    private static let damping = 0.85
    private static let rounds = 25
    /// The sum of all ranks. It puts people in the tens, as in the published samples.
    private static let sum = 100_000.0

    /// The ranks of nodes, whose links are given as numbers from 1, rounded to five decimals.
    static func ranks(of links: [[Int]]) -> [Double] {
        let count = Double(max(1, links.count))
        var ranks = [Double](repeating: 1 / count, count: links.count)
        for _ in 0..<rounds {
            // The rank of nodes without links is distributed over all nodes.
            var loose = 0.0
            for (place, targets) in links.enumerated() where targets.isEmpty { loose += ranks[place] }
            var next = [Double](
                repeating: (1 - damping + damping * loose) / count, count: links.count)
            for (place, targets) in links.enumerated() where !targets.isEmpty {
                let share = damping * ranks[place] / Double(targets.count)
                for target in targets { next[target - 1] += share }
            }
            ranks = next
        }
        return ranks.map { ($0 * sum).rounded(decimals: 5) }
    }
}
