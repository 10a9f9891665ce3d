// Deepen Calibrate: the table of contents. Calibration groups, and the calibrations that join them at upload.

import Emulator

/// Deepen Calibrate (specification: calibration groups, calibrations).
public enum DeepenCalibrate {
    /// The platform's id.
    static let id = "deepen-calibrate"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["tools.calibrate.deepen.ai"],
        dialect: Dialect(),
        stages: [.authenticate, .scope, .authorise, .validate],
        credential: Authentication.credential,
        authenticate: Authentication.authenticate,
        authorise: Authentication.authorise,
        scopes: Scope.resolvers,
        handlers: [Groups.handlers, Calibrations.handlers, LoopOptimisation.handlers])
}
