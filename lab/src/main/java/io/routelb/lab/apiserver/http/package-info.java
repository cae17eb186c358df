/**
 * The REST surface. Enters: HTTPS exchanges of the JDK's server, one virtual thread each. Leaves: JSON, tables, watch streams, Status
 * objects. What does not belong: what a write means, who may do what. Left out on purpose: protobuf answers
 * (asking for protobuf gets JSON; protobuf bodies are read), HTTP/2, compression, aggregated discovery, PUT that creates, and the
 * scale, eviction, finalize, log, exec and proxy subresources (404).
 */
@NullMarked
package io.routelb.lab.apiserver.http;

import org.jspecify.annotations.NullMarked;
