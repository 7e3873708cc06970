// SPDX-License-Identifier: Apache-2.0
/// An icon of the sprite; `scripts/assets` reads this list and takes these from lucide, so adding a case adds an icon.
public enum Icon: String, CaseIterable, Sendable {
    case activity
    case arrowDown = "arrow-down"
    case arrowLeft = "arrow-left"
    case arrowRight = "arrow-right"
    case arrowUp = "arrow-up"
    case ban
    case bell
    case bot
    case bug
    case building = "building-2"
    case check
    case chevronLeft = "chevron-left"
    case chevronRight = "chevron-right"
    case chevronsUpDown = "chevrons-up-down"
    case circleCheck = "circle-check"
    case circleQuestion = "circle-question-mark"
    case clock
    case copy
    case cpu
    case disk = "hard-drive"
    case download
    case ellipsis
    case externalLink = "external-link"
    case eye
    case file = "file-text"
    case gauge
    case heartPulse = "heart-pulse"
    case history
    case inbox
    case info
    case key = "key-round"
    case keyboard
    case laptop
    case layoutDashboard = "layout-dashboard"
    case listFilter = "list-filter"
    case lock
    case logOut = "log-out"
    case logo
    case mapPin = "map-pin"
    case memory = "memory-stick"
    case monitor
    case network
    case octagonAlert = "octagon-alert"
    case package
    case plug
    case plus
    case power
    case refresh = "refresh-cw"
    case rotate = "rotate-ccw"
    case rows = "rows-3"
    case scroll = "scroll-text"
    case search
    case server
    case settings
    case shieldAlert = "shield-alert"
    case shieldCheck = "shield-check"
    case stethoscope
    case sunMoon = "sun-moon"
    case tag
    case terminal
    case thermometer
    case triangleAlert = "triangle-alert"
    case unplug
    case user
    case users
    case wrench
    case x
    case zap
}

/// A picture beside a word: screen readers skip it.
public func icon(_ icon: Icon, _ attributes: Attribute...) -> Node {
    .element("svg", [.class("i", "i-" + icon.rawValue), .aria("hidden", true)] + attributes) {
        Node.element("use", [.asset("href", "icons.svg", fragment: icon.rawValue)]) {}
    }
}
