// The order of names that hold numbers: frame 2 before frame 10.

/// Orders names as people count.
enum NaturalOrder {
    /// Whether `left` comes before `right`: runs of digits compare by their value, everything else byte by byte.
    static func isBefore(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            if isDigit(a[i]), isDigit(b[j]) {
                let (first, second) = (digits(a, from: i), digits(b, from: j))
                let (x, y) = (first.drop { $0 == 48 }, second.drop { $0 == 48 })
                if x.count != y.count { return x.count < y.count }
                if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
                if first.count != second.count { return first.count < second.count }
                i = first.endIndex
                j = second.endIndex
            } else if a[i] != b[j] {
                return a[i] < b[j]
            } else {
                i += 1
                j += 1
            }
        }
        return a.count - i < b.count - j
    }

    private static func digits(_ bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
        bytes[start...].prefix(while: isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
