/**
 * BIRD's control socket, as {@code birdc} uses it. {@link io.routelb.bird.control.BirdSocket} asks, {@link io.routelb.bird.control.AnswerReader}
 * takes the answer apart, {@link io.routelb.bird.control.Sessions} reads what is said of sessions. Only the first touches the socket.
 */
@NullMarked
package io.routelb.bird.control;

import org.jspecify.annotations.NullMarked;
