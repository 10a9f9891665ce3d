// A compiled schema, ready to validate values.

import JSON

/// A compiled schema. An immutable value that can be used on any thread.
public struct Schema: Sendable {
    /// The most violations that one validation reports.
    public static let maximumViolations = 20

    let nodes: [SchemaNode]
    let root: Int
    private let hasParameters: Bool
    /// The types that it allows. The `default` of object members is not part of validation.
    let types: SchemaTypes
    /// The check that every string must pass and that is all there is to check, as for ids; nil for other schemas.
    let formatOfText: SchemaFormat?

    init(nodes: [SchemaNode], root: Int) {
        self.nodes = nodes
        self.root = root
        types = Coercion(nodes: nodes).types(of: root)
        hasParameters = nodes.contains(where: \.hasParameters)
        formatOfText = Self.formatOfText(nodes, root)
    }

    private static func formatOfText(_ nodes: [SchemaNode], _ root: Int) -> SchemaFormat? {
        guard nodes[root].types == .string, nodes[root].checks.count == 1 else { return nil }
        return if case .format(let format) = nodes[root].checks[0] { format } else { nil }
    }

    /// Checks a value.
    ///
    /// The work is bounded: after a fixed number of steps, which no reasonable value needs, it ends with a violation.
    ///
    /// - Parameter value: any value.
    /// - Returns: the violations in the order of the schema's keywords, at most `maximumViolations`; empty if the value
    ///   is valid.
    public func validate(_ value: JSON) -> [Violation] {
        Validator.violations(of: value, nodes, root, limit: Self.maximumViolations)
    }

    /// Checks a value, after the texts among its parameters (`x-parameters`) have become the booleans and numbers that
    /// they spell.
    ///
    /// - Returns: the value with these, or the violations as ``validateForReading(_:)`` lists them.
    public func read(_ value: JSON) -> Result<JSON, BodyError> {
        var value = value
        var violations: [Violation] = []
        if hasParameters {
            let read = ParameterReader.read(value, nodes, root)
            if let changed = read.value { value = changed }
            violations = read.violations
        }
        if violations.isEmpty {
            violations = validateForReading(value)
        } else {
            violations = Array((validateForReading(value) + violations).prefix(Self.maximumViolations))
        }
        return violations.isEmpty ? .success(value) : .failure(BodyError(violations: violations))
    }

    /// Checks a value that a handler is going to read: as ``validate(_:)``, and integers must fit 64 bits.
    func validateForReading(_ value: JSON) -> [Violation] {
        Validator.violations(
            of: value, nodes, root, limit: Self.maximumViolations, boundsIntegers: true)
    }

    /// Whether a value is valid.
    public func accepts(_ value: JSON) -> Bool {
        Validator.accepts(value, nodes, root)
    }

    /// Converts the texts of a form field, a query parameter or a header into a value, guided by the types of the
    /// schema.
    ///
    /// `True`, `1`, `on` and `yes` become true where the schema expects a boolean, `12` becomes an integer, `1.5` a
    /// number, repeated fields an array, and JSON in square brackets or braces an array or object. A text that matches
    /// no type stays a string, which validation then refuses. Where one value is expected, the last text wins.
    ///
    /// - Parameter texts: the given values, in order. An empty list becomes null, or an empty array where an array is
    ///   expected.
    /// - Returns: the value, still to be validated.
    public func coerce(_ texts: [String]) -> JSON {
        Coercion(nodes: nodes).value(of: texts, for: root)
    }
}
