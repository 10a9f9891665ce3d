// Whole numbers from floating ones that anybody may have written.

extension Int {
    /// The value without its fraction; the nearest representable number when it is out of range, 0 for NaN.
    ///
    /// `Int(_: Double)` traps on such values, and they come from file headers and from numbers of clients.
    public init(saturating value: Double) {
        if let whole = Int(exactly: value.rounded(.towardZero)) {
            self = whole
        } else {
            self = value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }
}
