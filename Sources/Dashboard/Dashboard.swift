// The dashboard: the page under /__admin/, and what it needs beside the control plane.

import Emulator

/// The dashboard.
public enum Dashboard {
    /// Its operations.
    public static let handlers: [String: Handler] = Pages.handlers.merging(Collections.handlers) { first, _ in first }
    /// Those of its operations that only show something.
    public static let looks: Set<String> = ["getDashboard", "getDashboardAsset"]
}
