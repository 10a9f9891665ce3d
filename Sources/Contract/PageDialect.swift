// The spelling of a list answer's page object: the values of `x-page`.

/// Member order and links of a page object (DeepVA specification, section 1.1).
public enum PageDialect: String, Sendable, CaseIterable {
    /// `total, offset, limit, next, prev, data`, links in the old form.
    case a
    /// `total, next, prev, limit, offset, data`, links in the new form.
    case b
    /// The member order of `a` with the nulls of `b`.
    case mixed
}
