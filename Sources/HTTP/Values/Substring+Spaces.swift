// White space around header values (RFC 9110 section 5.6.3).

extension Substring {
    /// The text without spaces and tabs at its ends.
    func trimmingSpaces() -> Substring {
        drop { $0 == " " || $0 == "\t" }.trimmingTrailingSpaces()
    }

    /// The text without spaces and tabs at its end.
    func trimmingTrailingSpaces() -> Substring {
        var text = self
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
