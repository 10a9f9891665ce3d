// The lines of the route index: written by `Assembler`, read by `Catalogue`.

/// The vocabulary of the route index. It is text of lines; the fields of a line are separated by tabs, the first field is
/// the kind of the line. Lists inside a field are separated by commas, an empty field stands for nothing. Offsets and
/// lengths are bytes in one of the other texts of a `ContractBundle`.
///
///     deepmock-contracts 1
///     P  id  operations-in-the-specification  document-offset  length
///     F  file-name
///     C  section/name  file  offset  length
///     O  id  METHOD  path  capture-kinds  final-slash  source  status  page  bodies  scopes  role  security
///        host-operation  host-capture  file  offset  length  tags  summary
///     A  path  capture-kinds
///
/// F, C and O lines belong to the P line above them, A lines to the O line above them.
enum IndexLine {
    /// The first line; a change of the format changes the number.
    static let header = "deepmock-contracts 1"
    /// The fields of an O line, the kind included.
    static let operationFields = 20
}
