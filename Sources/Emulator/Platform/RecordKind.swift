// What ids look like, by kind of record: so that a client can choose the id of a record that it creates.

import Store

/// The records that an operation with `x-creates` makes.
public struct RecordKind: Sendable {
    enum Form: Sendable {
        /// A lower-case UUID, from ``Identifiers/uuid(isChoosable:)``.
        case uuid
        /// So many characters of `[A-Za-z0-9]`, from ``Identifiers/alphanumeric(_:)``.
        case alphanumeric(Int)
        /// The row number of a table. Whether the number of a row that was deleted may be given again.
        case number(table: String, isReused: Bool)
    }

    let form: Form
    /// Has a row when there is already a record with the id `?`.
    let taken: SQL

    /// Records of a table whose column `id` is a UUID.
    public static func uuid(in table: SQL) -> RecordKind {
        RecordKind(form: .uuid, taken: "SELECT 1 FROM \(table) WHERE id = ?")
    }

    /// Records with a UUID; `taken` has a row when there is already one with the id `?`.
    public static func uuid(taken: SQL) -> RecordKind {
        RecordKind(form: .uuid, taken: taken)
    }

    /// Records of a table whose column `id` has so many letters and digits.
    public static func alphanumeric(_ count: Int, in table: SQL) -> RecordKind {
        RecordKind(form: .alphanumeric(count), taken: "SELECT 1 FROM \(table) WHERE id = ?")
    }

    /// Records whose id has so many letters and digits; `taken` has a row when there is already one with the id `?`.
    public static func alphanumeric(_ count: Int, taken: SQL) -> RecordKind {
        RecordKind(form: .alphanumeric(count), taken: taken)
    }

    /// Records of a table whose column `id` is its row number.
    ///
    /// - Parameter isReused: whether the number of a record that was deleted may be given again.
    public static func number(in table: SQL, isReused: Bool = false) -> RecordKind {
        RecordKind(
            form: .number(table: table.text, isReused: isReused), taken: "SELECT 1 FROM \(table) WHERE id = ?")
    }
}
