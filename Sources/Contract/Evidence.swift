// The evidence for an operation or a rule: the values of `x-source`.

/// Where the knowledge about an operation comes from, strongest first.
public enum Evidence: String, Sendable, CaseIterable {
    /// The vendor's own page.
    case seed
    /// Other public documentation of the vendor.
    case docs
    /// A published client relies on it.
    case client
    /// There is no evidence: it is our choice.
    case inferred
}
