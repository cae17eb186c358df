package io.routelb.redistribution.bgp.message;

import java.util.List;

/** Names of NOTIFICATION codes and subcodes as IANA lists them; a subcode's name stands at its number. */
final class NotificationNames {
    private static final List<String> CODES = List.of(
            "",
            "Message Header Error",
            "OPEN Message Error",
            "UPDATE Message Error",
            "Hold Timer Expired",
            "Finite State Machine Error",
            "Cease",
            "ROUTE-REFRESH Message Error",
            "Send Hold Timer Expired");

    private static final List<String> HEADER =
            List.of("", "Connection Not Synchronized", "Bad Message Length", "Bad Message Type");
    private static final List<String> OPEN = List.of(
            "",
            "Unsupported Version Number",
            "Bad Peer AS",
            "Bad BGP Identifier",
            "Unsupported Optional Parameter",
            "",
            "Unacceptable Hold Time",
            "Unsupported Capability",
            "",
            "",
            "",
            "Role Mismatch");
    private static final List<String> UPDATE = List.of(
            "",
            "Malformed Attribute List",
            "Unrecognized Well-known Attribute",
            "Missing Well-known Attribute",
            "Attribute Flags Error",
            "Attribute Length Error",
            "Invalid ORIGIN Attribute",
            "",
            "Invalid NEXT_HOP Attribute",
            "Optional Attribute Error",
            "Invalid Network Field",
            "Malformed AS_PATH");
    private static final List<String> FSM = List.of(
            "",
            "Unexpected Message in OpenSent State",
            "Unexpected Message in OpenConfirm State",
            "Unexpected Message in Established State");
    private static final List<String> CEASE = List.of(
            "",
            "Maximum Number of Prefixes Reached",
            "Administrative Shutdown",
            "Peer De-configured",
            "Administrative Reset",
            "Connection Rejected",
            "Other Configuration Change",
            "Connection Collision Resolution",
            "Out of Resources",
            "Hard Reset",
            "BFD Down");
    private static final List<String> REFRESH = List.of("", "Invalid Message Length");

    private static final List<List<String>> SUBCODES =
            List.of(List.of(), HEADER, OPEN, UPDATE, List.of(), FSM, CEASE, REFRESH);

    private NotificationNames() {}

    static String of(int code, int subcode) {
        String main = at(CODES, code);
        String detail = code < SUBCODES.size() ? at(SUBCODES.get(code), subcode) : "";
        String name = main.isEmpty() ? "Unknown Error" : main;
        return (detail.isEmpty() ? name : name + "/" + detail) + " (" + code + "/" + subcode + ")";
    }

    private static String at(List<String> names, int index) {
        return index < names.size() ? names.get(index) : "";
    }
}
