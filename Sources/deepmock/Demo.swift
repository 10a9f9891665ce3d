// `deepmock demo`: a server with a world in which much has happened, and what to look at in it.

import ArgumentParser
import Host
import System

/// Starts a server for a first look.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a server with a rich example world, and open its dashboard.",
        discussion: """
            The world of a harbour on all four platforms: pictures that were mined, models that learn, a data set with
            labels, calibrations, and a job that runs. Takes every flag of deepmock serve. The dashboard is opened
            where there is a desktop (DISPLAY or WAYLAND_DISPLAY is set, CI is not).
            """)

    @Flag(help: "Do not open the dashboard in a browser.")
    var noBrowser = false

    @OptionGroup(title: "Flags of serve")
    var serve: Serve

    func run() throws {
        let opensBrowser = try !Flags.isOn(noBrowser, "--no-browser") && DesktopBrowser.isAvailable
        try serve.run { options in
            options.hasDemoData = true
            options.seed = try Showcase.seed(followedBy: options.seed)
            options.whenReady = { base in
                let dashboard = base + "/__admin/"
                StandardStreams.write(Self.advice(base: base, dashboard: dashboard), to: .error)
                if opensBrowser { DesktopBrowser.open(dashboard) }
            }
        }
    }

    /// What to try next.
    private static func advice(base: String, dashboard: String) -> String {
        """

        A harbour on four platforms is open at \(base). Look on at \(dashboard)

        Its jobs on DeepVA; one of them, "night shift", runs for three minutes:
          curl -H 'Authorization: Key demo-key' '\(base)/api/v1/jobs/'
        The clock is yours. Let everything end now:
          curl \(base)/__admin/clock/advance --json '{"to": "idle"}'
        What its model has learned from letters, in Studio:
          curl -H 'Authorization: Bearer default:me' \(base)/projects/1/models
        Pictures with labels, on Deepen AI:
          curl -H 'Authorization: Bearer demo-token' \(base)/api/v2/clients/demo/datasets
        Calibrated cameras, on Deepen Calibrate:
          curl -H 'Authorization: Bearer demo-token' \(base)/api/v2/external/clients/demo/calibration_groups
        Your own client: set its base URL to \(base). Everything back to the start:
          curl -X POST \(base)/__admin/reset

        Control-C ends it.

        """
    }
}
