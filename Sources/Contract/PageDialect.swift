// The dialects of page objects in list responses: the values of `x-page`.

/// The member order and the links of a page object (DeepVA specification, section 1.1).
public enum PageDialect: String, Sendable, CaseIterable {
    /// `total, offset, limit, next, prev, data`, links in the old form.
    case a
    /// `total, next, prev, limit, offset, data`, links in the new form.
    case b
    /// The member order of `a`, the nulls of `b`.
    case mixed
}
