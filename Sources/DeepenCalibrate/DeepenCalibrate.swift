// Deepen Calibrate: the table of contents. Calibration groups, and calibrations that join a group when uploaded.

import Emulator
import JSON

/// Deepen Calibrate (specification: calibration groups, calibrations).
public enum DeepenCalibrate {
    /// The platform's id.
    static let id = "deepen-calibrate"

    /// The platform as the emulator sees it.
    public static let platform = Platform(
        id: id,
        hosts: ["tools.calibrate.deepen.ai"],
        unknownPaths: ["/api/v2/external"],
        dialect: Dialect(),
        credential: Authentication.secret.secret,
        challenges: [Authentication.secret.scheme],
        authenticate: Authentication.secret.caller,
        roles: Authentication.roles,
        scopes: [Scope.scopes],
        firstCredentials: { tenant in
            let caller = Authentication.firstCaller(of: tenant)
            return FirstCredentials(
                callers: [caller],
                shown: ["token": .string(caller.secret), "client_id": .string(Authentication.firstClient)])
        },
        adopted: { Caller(secret: $0, access: .full, clientIDs: [Authentication.firstClient]) },
        handlers: [Groups.handlers, Calibrations.handlers, LoopOptimisation.handlers],
        records: Records.kinds)
}
