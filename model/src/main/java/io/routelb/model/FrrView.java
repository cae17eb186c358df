package io.routelb.model;

/**
 * The FRR of the host, as the RoutingConfig describes it.
 *
 * @param mode how much of its configuration is ours
 * @param configPath absolute path of the file that FRR starts with, which we write or have a section in
 * @param vtyshPath absolute path of {@code vtysh}, whose parser checks what is about to be said; it need not be there
 * @param socketDirectory absolute path of the folder with the daemons' terminals, {@code bgpd.vty} and so on
 */
public record FrrView(HostMode mode, String configPath, String vtyshPath, String socketDirectory) {
    public static final String DEFAULT_CONFIG = "/etc/frr/frr.conf";
    public static final String DEFAULT_VTYSH = "/usr/bin/vtysh";
    public static final String DEFAULT_SOCKETS = "/var/run/frr";

    /** With everything as it is when nothing is said. */
    public static final FrrView DEFAULT = new FrrView(HostMode.INCLUDE, DEFAULT_CONFIG, DEFAULT_VTYSH, DEFAULT_SOCKETS);
}
