package io.routelb.model;

/**
 * The routing daemons of the host, as the RoutingConfig describes them; which of them is the backend, if any, it says elsewhere.
 *
 * @param bird its BIRD
 * @param frr its FRR
 */
public record HostDaemons(BirdView bird, FrrView frr) {
    /** With everything as it is when nothing is said. */
    public static final HostDaemons DEFAULT = new HostDaemons(BirdView.DEFAULT, FrrView.DEFAULT);
}
