/**
 * What every RouteLB program needs to run: a client for the API server, logging, the metrics and health port, a wake signal for its loop,
 * an orderly stop. Enters: command-line options. Leaves: ready-made parts. What does not belong: anything one program alone needs.
 */
@NullMarked
package io.routelb.kube.daemon;

import org.jspecify.annotations.NullMarked;
