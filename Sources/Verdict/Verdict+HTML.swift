// The verdict as one HTML file that needs nothing else: an artifact of CI that people open.

extension Verdict {
    /// An HTML document.
    public var html: String {
        let state = isPassed ? "passed" : "failed"
        let scope = worlds.map(MarkupText.escape).joined(separator: ", ")
        let rows = findings.map(Self.section).joined()
        let used = operations.map { used in
            "<tr><td>\(MarkupText.escape(used.platform))</td><td>\(MarkupText.escape(used.operation))</td><td class=\"n\">\(used.requests)</td><td class=\"n\">\(used.answered)</td></tr>\n"
        }.joined()
        let shares = coverage.map { coverage in
            "<tr><td>\(MarkupText.escape(coverage.platform))</td><td class=\"n\">\(coverage.answered) of \(coverage.operations)</td><td class=\"n\">\(coverage.percent)&#8239;%</td></tr>\n"
        }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>deepmock verdict: \(state)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>deepmock verdict: <span class="\(state)">\(state)</span></h1>
            <p>\(Self.number(requests, "request")), \(Self.number(operations.count, "operation")); \(worlds.count == 1 ? "world" : "worlds") \(scope).\(omitted > 0 ? " \(omitted) more findings were too many to keep." : "")</p>
            \(rows)<h2>Coverage</h2>
            <table><thead><tr><th>Platform</th><th class="n">Operations answered</th><th class="n">Share</th></tr></thead><tbody>
            \(shares)</tbody></table>
            <h2>Operations used</h2>
            <table><thead><tr><th>Platform</th><th>Operation</th><th class="n">Requests</th><th class="n">Answered</th></tr></thead><tbody>
            \(used)</tbody></table>
            </body>
            </html>

            """
    }

    private static func section(_ finding: Finding) -> String {
        var text = "<section>\n<h2>\(MarkupText.escape(finding.kind.title))"
        if finding.count > 1 { text += " &times; \(finding.count)" }
        text += "</h2>\n<p>\(MarkupText.escape(finding.summary))</p>\n"
        if !finding.differences.isEmpty {
            text += "<table><thead><tr><th>Where</th><th>Expected</th><th>Got</th></tr></thead><tbody>\n"
            for difference in finding.differences {
                text +=
                    "<tr><td><code>\(MarkupText.escape(difference.pointer))</code></td><td>\(MarkupText.escape(difference.expected))</td><td>\(MarkupText.escape(difference.got))</td></tr>\n"
            }
            text += "</tbody></table>\n"
        }
        if let hint = finding.hint { text += "<p class=\"hint\">\(MarkupText.escape(hint))</p>\n" }
        if let example = finding.example { text += "<pre>\(MarkupText.escape(example.curl))</pre>\n" }
        let place = [finding.platform, finding.operation].compactMap(\.self).joined(separator: " ")
        let owner = place.isEmpty ? "" : "\(MarkupText.escape(place)), "
        return text + "<p class=\"place\">\(owner)world \(MarkupText.escape(finding.world))</p>\n</section>\n"
    }

    private static let style = """
        :root { color-scheme: light dark; --line: #8886; --bad: #b3261e; --good: #1b6e3c; --soft: #8882; }
        @media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #7bd88f; } }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.1rem; margin: 0 0 .4rem; }
        .failed { color: var(--bad); } .passed { color: var(--good); }
        section { border-left: 4px solid var(--bad); padding: .2rem 1rem; margin: 1.2rem 0; }
        table { border-collapse: collapse; margin: .5rem 0 1.5rem; } th { text-align: left; }
        th, td { padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        .n { text-align: right; font-variant-numeric: tabular-nums; }
        pre { background: var(--soft); padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; }
        .place, .hint { font-size: .9rem; opacity: .85; }
        """
}
