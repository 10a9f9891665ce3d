// What the binary carries with it. The texts themselves are generated: see Plugins/EmbedPlugin and Sources/EmbedTool.

/// Everything that is embedded: the contracts (`routes`, `operations`, `components`, `documents`), the tables
/// (`databaseImage`), the waiting times of transitions (`timings`) and start data (`seeds`).
///
/// The build tool has checked all of it. The texts are literals of the binary: reading one copies nothing.
public enum Embedded {
    /// The version of this program; the only place where it is written.
    public static let version = "0.1.0"
}
