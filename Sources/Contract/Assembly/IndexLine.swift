// The lines of the route index: written by `Assembler`, read by `Catalogue`.

/// The format of the route index. Each line consists of fields separated by tabs; the first field is the kind of the
/// line. Commas separate the items of a list in a field. An empty field means nothing. Offsets and lengths are in bytes
/// of one of the other texts of a `ContractBundle`.
///
///     deepmock-contracts 2
///     P  id  operations-in-the-specification  document-offset  length
///     F  file-name
///     C  section/name  file  offset  length
///     O  id  METHOD  path  capture-kinds  final-slash  source  status  page  bodies  scopes  role  security
///        host-operation  host-capture  file  offset  length  tags  summary  creates
///     A  path  capture-kinds
///
/// F, C and O lines belong to the P line above them, A lines to the O line above them.
enum IndexLine {
    /// The first line. Every change of the format changes the number.
    static let header = "deepmock-contracts 2"
    /// The number of fields of an O line, including the kind.
    static let operationFields = 21
}
