package io.routelb.redistribution.bgp.message;

/** A BGP message (RFC 4271 section 4). */
public sealed interface Message permits Open, Update, Notification, Keepalive, RouteRefresh {
    /** Which of the five it is. */
    MessageType type();
}
