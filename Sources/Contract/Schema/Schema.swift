// A compiled schema: what contracts say about values, ready to be applied.

import JSON

/// A schema, compiled. It is a value without references to anything that changes, so that it can go to any thread.
public struct Schema: Sendable {
    /// How many violations one validation reports at most.
    public static let maximumViolations = 20

    let nodes: [SchemaNode]
    let root: Int

    init(nodes: [SchemaNode], root: Int) {
        self.nodes = nodes
        self.root = root
    }

    /// Checks a value.
    ///
    /// The work is bounded whatever the value: it ends after a fixed number of steps, which no reasonable value reaches,
    /// with a violation of its own.
    ///
    /// - Parameter value: any value.
    /// - Returns: the violations in the order of the schema's keywords, at most `maximumViolations`; empty when the value
    ///   fits.
    public func validate(_ value: JSON) -> [Violation] {
        var validator = Validator(nodes: nodes, limit: Self.maximumViolations)
        validator.check(value, against: root)
        return validator.violations
    }

    /// Whether a value fits.
    public func accepts(_ value: JSON) -> Bool {
        var validator = Validator(nodes: nodes, limit: 1)
        validator.check(value, against: root)
        return validator.violations.isEmpty
    }

    /// Turns the texts of a form field, a query parameter or a header into a value, guided by the types of the schema.
    ///
    /// `True`, `1`, `on` and `yes` become true where a boolean is asked for, `12` an integer, `1.5` a number, repeated
    /// fields an array, a text in square brackets or braces an array or object from its JSON. A text that fits no type
    /// stays a string, and validation will say so. Where one value is asked for, the last text counts.
    ///
    /// - Parameter texts: the values that were given, in order; an empty list gives null, or an empty array where an
    ///   array is asked for.
    /// - Returns: the value, still to be validated.
    public func coerce(_ texts: [String]) -> JSON {
        Coercion(nodes: nodes).value(of: texts, for: root)
    }

    /// The `default` of object members is not part of validation; a schema only knows its own types.
    var types: SchemaTypes { Coercion(nodes: nodes).types(of: root) }
}
