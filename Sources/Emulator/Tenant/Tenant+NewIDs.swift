// Ids of letters and digits, none of which is given twice.

import Store

extension Tenant {
    /// An id of letters and digits for a new record, that no record of its kind has. One that a client has chosen may be
    /// one that ``identifiers`` gives later, as ids from an earlier run of the same requests are.
    ///
    /// - Parameter kind: the kind of record. It is a programmer error if its ids are of another form.
    public func newID(of kind: RecordKind) throws -> String {
        guard case .alphanumeric(let count) = kind.form else {
            preconditionFailure("The ids of these records are not letters and digits.")
        }
        while true {
            let id = identifiers.alphanumeric(count)
            if try !database.exists(kind.taken, .text(id)) { return id }
        }
    }
}
