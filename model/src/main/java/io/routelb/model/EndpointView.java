package io.routelb.model;

/**
 * One endpoint of a Service, merged from its EndpointSlices (KEP-1672). {@code ready} is already true where the slice left it nil;
 * {@code nodeName} is empty where the slice names none.
 */
public record EndpointView(String nodeName, boolean ready, boolean serving, boolean terminating) {}
