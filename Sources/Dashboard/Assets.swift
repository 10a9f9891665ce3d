// The files of the dashboard inside the binary. Their texts are generated: see Plugins/EmbedPlugin and Sources/EmbedTool.

/// The files of the folder Assets, and the library that they use.
enum Assets {}
