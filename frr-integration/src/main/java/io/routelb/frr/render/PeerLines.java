package io.routelb.frr.render;

import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stands of a neighbour in {@code router bgp}, as FRR writes it. */
final class PeerLines {
    private static final int BGP_PORT = 179;
    /** FRR's own connect retry time with {@code frr defaults traditional}, which it does not write. */
    private static final long USUAL_RETRY_SECONDS = 120;

    private static final int MOST_RETRY_SECONDS = 65_535;
    private static final int USUAL_WARNING_PERCENT = 75;

    private final RoutingIntent.Peer peer;
    private final String group;

    PeerLines(RoutingIntent.Peer peer, String group) {
        this.peer = peer;
        this.group = group;
    }

    /** {@code own}: the AS of {@code router bgp}; {@code bfdProfile} stands beside. */
    List<ConfigLine> session(String own, String bfdProfile) {
        List<String> lines = new ArrayList<>();
        lines.add("peer-group");
        lines.add("remote-as "
                + switch (peer.asn()) {
                    case PeerAsn.Exactly exactly -> exactly.asn().toString();
                    case PeerAsn.External external -> "external";
                    case PeerAsn.Internal internal -> "internal";
                });
        if (!peer.localAsn().toString().equals(own)) {
            lines.add("local-as " + peer.localAsn() + " no-prepend replace-as");
        }
        options(lines, bfdProfile);
        transport(lines);
        timers(lines);
        return lines.stream().map(each -> line(each)).toList();
    }

    private void options(List<String> lines, String bfdProfile) {
        PeerOptions options = peer.options();
        if (options.bfd().isPresent()) {
            lines.add("bfd");
            lines.add("bfd profile " + bfdProfile);
        }
        options.role()
                .ifPresent(
                        role -> lines.add("local-role " + role(role) + (options.strictRole() ? " strict-mode" : "")));
        if (peer.passive()) {
            lines.add("passive");
        }
        options.password().ifPresent(password -> lines.add("password " + password.text()));
        if (options.extendedNextHop()) {
            lines.add("capability extended-nexthop");
        }
        lines.add(options.restart().enabled() ? "graceful-restart" : "graceful-restart-disable");
    }

    private void transport(List<String> lines) {
        if (options().ttlSecurityHops().isPresent()) {
            lines.add("ttl-security hops " + options().ttlSecurityHops().getAsInt());
        } else if (!peer.isInternal() && peer.ttl().orElse(1) > 1) {
            lines.add("ebgp-multihop"
                    + (peer.ttl().getAsInt() == 255 ? "" : " " + peer.ttl().getAsInt()));
        }
        if (peer.port() != BGP_PORT) {
            lines.add("port " + peer.port());
        }
        peer.source()
                .ifPresent(source -> lines.add(
                        "update-source " + Addresses.withoutLink(source).toCanonicalString()));
    }

    private void timers(List<String> lines) {
        RoutingIntent.Timers timers = peer.timers();
        lines.add(
                "timers " + timers.keepalive().toSeconds() + " " + timers.hold().toSeconds());
        long retry = Math.clamp(timers.connectRetry().toSeconds(), 1, MOST_RETRY_SECONDS);
        if (retry != USUAL_RETRY_SECONDS) {
            lines.add("timers connect " + retry);
        }
        if (!timers.delayOpen().isZero()) {
            lines.add("timers delayopen " + Math.max(1, timers.delayOpen().toSeconds()));
        }
    }

    /** What stands in the address family, with the policies of {@link PolicyLines}. */
    List<ConfigLine> inFamily(IpFamily family) {
        List<String> lines = new ArrayList<>();
        lines.add("activate");
        if (options().addPath().send()) {
            lines.add("addpath-tx-all-paths");
        }
        if (options().routeReflectorClient()) {
            lines.add("route-reflector-client");
        }
        if (options().allowOwnAsn() > 0) {
            lines.add("allowas-in"
                    + (options().allowOwnAsn() == 3 ? "" : " " + options().allowOwnAsn()));
        }
        lines.add("maximum-prefix " + limit());
        lines.add("route-map " + Names.in(group, family) + " in");
        lines.add("route-map " + Names.out(group, family) + " out");
        return lines.stream().map(each -> line(each)).toList();
    }

    /** FRR has the time after which it tries again in minutes. */
    private String limit() {
        PeerOptions.Import imports = options().imports();
        Duration pause = imports.restartAfter();
        return imports.maxPrefixes()
                + (imports.warnPercent() == USUAL_WARNING_PERCENT ? "" : " " + imports.warnPercent())
                + (pause.isZero() ? "" : " restart " + Math.clamp((pause.toSeconds() + 59) / 60, 1, 65_535));
    }

    private PeerOptions options() {
        return peer.options();
    }

    private ConfigLine line(String said) {
        return ConfigLine.of("neighbor " + group + " " + said);
    }

    private static String role(PeerOptions.Role role) {
        return switch (role) {
            case PROVIDER -> "provider";
            case ROUTE_SERVER -> "rs-server";
            case ROUTE_SERVER_CLIENT -> "rs-client";
            case CUSTOMER -> "customer";
            case PEER -> "peer";
        };
    }
}
