package io.routelb.redistribution.bgp.speaker;

/**
 * Why a connection is not taken.
 *
 * @param reason for people
 * @param told the other side hears of it (RFC 4486, Connection Rejected); strangers and floods don't
 */
record Refusal(String reason, boolean told) {}
